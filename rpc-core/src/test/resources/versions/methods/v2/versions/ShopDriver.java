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
            public String get(int id, String language) {
                return saw("get " + id + " " + language);
            }

            @Override
            public String same(String text) {
                return saw(text);
            }

            @Override
            public String added(String text) {
                return saw("added " + text);
            }

            @Override
            public int tell(String text) {
                return saw("tell " + text).length();
            }

            @Override
            public long count(long number) {
                return number + 1;
            }

            @Override
            public String risky(String what) throws Lost, Broken {
                if (what.equals("broken")) {
                    throw new Broken(new int[] {1, 2}, "it is broken");
                }
                throw new Lost("north", what, 6);
            }

            @Override
            public void note(String text, int level) {
                saw("note " + text + " " + level);
            }

            @Override
            public String turned(String second, String first) {
                return saw(first + second);
            }

            @Override
            public void kind(String text) {
                saw("kind " + text);
            }

            @Override
            public String search(String text) {
                return saw("search " + text);
            }

            @Override
            public String loadByName(String name) {
                return saw("load by name " + name);
            }

            @Override
            public String loadById(long id) {
                return saw("load by id " + id);
            }

            @Override
            public String leave(String how) throws Lost {
                if (how.equals("gone")) {
                    throw new IllegalStateException("it has gone otherwise");
                }
                throw new Lost("north", "it is lost", 4);
            }
        };
    }

    @Override
    public String call(Object stub, String method) throws Exception {
        Shop shop = (Shop) stub;
        switch (method) {
            case "get":
                return shop.get(8, "de");
            case "added":
                return shop.added("x");
            case "tell":
                return "" + shop.tell("x");
            case "count":
                return "" + shop.count(4);
            case "big":
                return "" + shop.count(1L << 40);
            case "note":
                shop.note("x", 3);
                return "noted";
            case "turned":
                return shop.turned("a", "b");
            case "kind":
                shop.kind("x");
                return "done";
            case "same":
                return shop.same("x");
            case "find":
                return shop.search("x");
            case "loadById":
                return shop.loadById(7L);
            case "loadByName":
                return shop.loadByName("x");
            case "leave gone":
            case "leave lost":
                try {
                    return shop.leave(method.substring(6));
                } catch (Shop.Lost e) {
                    return e.toString();
                }
            default:
                try {
                    return shop.risky(method);
                } catch (Shop.Lost | Shop.Broken e) {
                    return e.toString();
                }
        }
    }
}
