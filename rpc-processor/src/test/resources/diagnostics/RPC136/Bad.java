package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void named() throws Named;

    void single() throws Single;

    void inherited() throws Inherited;

    class Named extends Exception {

        private final int code;

        public Named(String message, int code) {
            super(message);
            this.code = code;
        }

        public int getCode() {
            return code;
        }

        @Override
        public String getMessage() {
            return code + ": " + super.getMessage();
        }
    }

    class Single extends IllegalStateException {

        public Single(String reason) {
            super(reason);
        }

        @Override
        public String getMessage() {
            return "failed: " + super.getMessage();
        }
    }

    abstract class Failure extends Exception {

        Failure(String text) {
            super(text);
        }

        @Override
        public String getMessage() {
            return "failed: " + super.getMessage();
        }
    }

    class Inherited extends Failure {

        public Inherited(String text) {
            super(text);
        }
    }
}
