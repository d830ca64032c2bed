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

    void computed(String what) throws Decorated, Prefixed, Bare, Localized;

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

    /** Computes its message of a text that it keeps. */
    class Decorated extends Exception {

        private static final long serialVersionUID = 1L;
        private final String reason;

        public Decorated(String reason) {
            super(reason);
            this.reason = reason;
        }

        public String getReason() {
            return reason;
        }

        @Override
        public String getMessage() {
            return "failed: " + reason;
        }
    }

    /** Its message is a property that its {@code getMessage()} makes something else of. */
    class Prefixed extends Exception {

        private static final long serialVersionUID = 1L;
        private final String message;

        public Prefixed(String message) {
            this.message = message;
        }

        public String message() {
            return message;
        }

        @Override
        public String getMessage() {
            return "prefixed: " + message;
        }
    }

    /** The same, by a field that is open to the package. */
    class Bare extends Exception {

        private static final long serialVersionUID = 1L;
        final String message;

        public Bare(String message) {
            this.message = message;
        }

        @Override
        public String getMessage() {
            return "bare: " + message;
        }
    }

    /** Only what is shown to people is computed. */
    class Localized extends Exception {

        private static final long serialVersionUID = 1L;

        public Localized(String message) {
            super(message);
        }

        @Override
        public String getLocalizedMessage() {
            return "localized: " + getMessage();
        }
    }
}
