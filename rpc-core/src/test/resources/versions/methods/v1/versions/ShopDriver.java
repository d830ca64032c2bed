package versions;

import dev.tern.rpc.e2e.VersionDriver;
import java.util.function.Consumer;

public final class ShopDriver implements VersionDriver {

    @Override
    public Class<?> contract() {
        return Shop.class;
    }

    @Override
    public Object provider(Consumer<String> seen) {
        return new Shop() {
            private String saw(String what) {
                seen.accept(what);
                return what;
            }

            @Override
            public String get(int id) {
                return saw("get " + id);
            }

            @Override
            public String same(String text) {
                return saw(text);
            }

            @Override
            public String gone(String text) {
                return saw("gone " + text);
            }

            @Override
            public void tell(String text) {
                saw("tell " + text);
            }

            @Override
            public int count(int number) {
                return number + 1;
            }

            @Override
            public String risky(String what) throws Lost {
                throw new Lost(what, 5);
            }

            @Override
            public void note(String text) {
                saw("note " + text);
            }

            @Override
            public String turned(String first, String second) {
                return saw(first + second);
            }

            @Override
            public void kind(String text) {
                saw("kind " + text);
            }

            @Override
            public String find(String text) {
                return saw("find " + text);
            }

            @Override
            public String load(long id) {
                return saw("load id " + id);
            }

            @Override
            public String load(String name) {
                return saw("load name " + name);
            }

            @Override
            public String leave(String how) throws Gone, Lost {
                if (how.equals("gone")) {
                    throw new Gone("it has gone", 3);
                }
                throw new Lost("it is lost", 4);
            }
        };
    }

    @Override
    public String call(Object stub, String method) throws Exception {
        Shop shop = (Shop) stub;
        switch (method) {
            case "get":
                return shop.get(7);
            case "gone":
                return shop.gone("x");
            case "tell":
                shop.tell("x");
                return "told";
            case "count":
                return "" + shop.count(4);
            case "note":
                shop.note("x");
                return "noted";
            case "turned":
                return shop.turned("a", "b");
            case "kind":
                shop.kind("x");
                return "done";
            case "same":
                return shop.same("x");
            case "find":
                return shop.find("x");
            case "loadById":
                return shop.load(7L);
            case "loadByName":
                return shop.load("x");
            case "leave gone":
            case "leave lost":
                try {
                    return shop.leave(method.substring(6));
                } catch (Shop.Gone | Shop.Lost e) {
                    return e.toString();
                }
            default:
                try {
                    return shop.risky(method);
                } catch (Shop.Lost e) {
                    return e.toString();
                }
        }
    }
}
