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
}
