package dev.tern.rpc.codec.types;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

@RpcService
public interface Risky {

    String run(String what) throws NotFound, Refused, IOException, Coded, IllegalStateException, RpcException;

    CompletableFuture<String> later(String what) throws NotFound;

    /** By a constructor with the message. */
    class NotFound extends Exception {

        private static final long serialVersionUID = 1L;
        private final long id;
        private final ArrayList<String> tried;

        public NotFound(List<String> tried, String message, long id) {
            super(message);
            this.id = id;
            this.tried = new ArrayList<>(tried);
        }

        public long getId() {
            return id;
        }

        public List<String> tried() {
            return tried;
        }
    }

    /** By a constructor that makes the message. */
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final int code;

        public Refused(int code) {
            super("refused with " + code);
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** A base with a property of its own. */
    class Base extends Exception {

        private static final long serialVersionUID = 1L;
        private String area;

        public String getArea() {
            return area;
        }

        public void setArea(String area) {
            this.area = area;
        }
    }

    /** By setters; inherits a property. */
    class Coded extends Base {

        private static final long serialVersionUID = 1L;
        private Integer number;

        public Integer getNumber() {
            return number;
        }

        public void setNumber(Integer number) {
            this.number = number;
        }
    }
}
