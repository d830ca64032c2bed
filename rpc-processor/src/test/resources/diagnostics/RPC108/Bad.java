package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void noSetter(NoSetter value);

    void twoConstructors(TwoConstructors value);

    void hidden(Hidden value);

    void failing() throws Failing;

    void checked(Checked value);

    class NoSetter {

        private int id;
        private String name;

        public int getId() {
            return id;
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    class TwoConstructors {

        public final int a;
        public final String b;

        public TwoConstructors(int a) {
            this(a, "");
        }

        public TwoConstructors(int a, String other) {
            this.a = a;
            this.b = other;
        }
    }

    final class Hidden {

        private Hidden() {}
    }

    class Failing extends Exception {

        private final int code;

        public Failing(String reason, int code) {
            super(reason);
            this.code = code;
        }

        public int getCode() {
            return code;
        }
    }

    class Checked {

        public final int a;

        public Checked(int a) throws Exception {
            this.a = a;
        }
    }
}
