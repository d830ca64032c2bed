package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void kept() throws Kept;

    void computed() throws Computed;

    void localized() throws Localized;

    void own() throws Own;

    void ofTheJdk() throws Missing;

    class Kept extends Exception {

        private final String reason;

        public Kept(String reason) {
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

    class Computed extends Exception {

        private final int code;

        public Computed(int code) {
            this.code = code;
        }

        public int getCode() {
            return code;
        }

        @Override
        public String getMessage() {
            return "failed with " + code;
        }
    }

    class Localized extends Exception {

        public Localized(String message) {
            super(message);
        }

        @Override
        public String getLocalizedMessage() {
            return "misslungen: " + getMessage();
        }
    }

    class Own extends Exception {

        private final String message;

        public Own(String message) {
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    class Missing extends IllegalArgumentException {

        public Missing(String message) {
            super(message);
        }
    }
}
