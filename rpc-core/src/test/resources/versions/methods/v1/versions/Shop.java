package versions;

import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcService;

@RpcService
public interface Shop {

    String get(int id);

    String same(String text);

    String gone(String text);

    void tell(String text);

    int count(int number);

    String risky(String what) throws Lost;

    @OneWay
    void note(String text);

    String turned(String first, String second);

    void kind(String text);

    String find(String text);

    String load(long id);

    String load(String name);

    String leave(String how) throws Gone, Lost;

    final class Lost extends Exception {

        private static final long serialVersionUID = 1L;
        private final long id;

        public Lost(String message, long id) {
            super(message);
            this.id = id;
        }

        public long getId() {
            return id;
        }

        @Override
        public String toString() {
            return "Lost " + getMessage() + " " + id;
        }
    }

    final class Gone extends Exception {

        private static final long serialVersionUID = 1L;
        private final int since;

        public Gone(String message, int since) {
            super(message);
            this.since = since;
        }

        public int getSince() {
            return since;
        }
    }
}
