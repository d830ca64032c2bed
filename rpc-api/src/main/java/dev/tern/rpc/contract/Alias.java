package dev.tern.rpc.contract;

import java.util.List;

/** Finds what has the same name on two sides, or was called so by one of them. */
final class Alias {

    private Alias() {}

    /** What has a name and perhaps others. */
    interface Named {

        /** The name it has now. */
        String name();

        /** Names by which others know it. */
        List<String> aliases();
    }

    /**
     * Where the reader has what the writer calls so: by name, else by an alias of the reader's, else by one of the writer's.
     *
     * @return the place among the reader's, or -1
     */
    static int find(Named written, List<? extends Named> readers) {
        int found = -1;
        for (int i = 0; i < readers.size(); i++) {
            Named reader = readers.get(i);
            if (reader.name().equals(written.name())) {
                return i;
            }
            boolean isAlias = reader.aliases().contains(written.name());
            if (isAlias || (found < 0 && written.aliases().contains(reader.name()))) {
                found = i;
            }
        }
        return found;
    }
}
