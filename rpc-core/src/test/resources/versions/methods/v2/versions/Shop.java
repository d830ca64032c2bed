package versions;

import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcAlias;
import dev.tern.rpc.RpcService;

@RpcService
public interface Shop {

    String get(int id, String language);

    String same(String text);

    String added(String text);

    int tell(String text);

    long count(long number);

    String risky(String what) throws Lost, Broken;

    @OneWay
    void note(String text, int level);

    String turned(String second, String first);

    @OneWay
    void kind(String text);

    @RpcAlias("find")
    String search(String text);

    @RpcAlias("load(String)")
    String loadByName(String name);

    @RpcAlias("load(long)")
    String loadById(long id);

    String leave(String how) throws Lost;

    final class Lost extends Exception {

        private static final long serialVersionUID = 1L;
        private final String area;
        private final long id;

        public Lost(String area, String message, long id) {
            super(message);
            this.area = area;
            this.id = id;
        }

        public String getArea() {
            return area;
        }

        public long getId() {
            return id;
        }

        @Override
        public String toString() {
            return "Lost " + getMessage() + " " + id + " in " + area;
        }
    }

    final class Broken extends Exception {

        private static final long serialVersionUID = 1L;
        private final int[] codes;

        public Broken(int[] codes, String message) {
            super(message);
            this.codes = codes;
        }

        public int[] getCodes() {
            return codes;
        }
    }
}
