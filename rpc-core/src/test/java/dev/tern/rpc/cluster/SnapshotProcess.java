package dev.tern.rpc.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that writes a snapshot and keeps its number until it is killed. */
final class SnapshotProcess {

    private SnapshotProcess() {}

    /** The folder is the argument. */
    public static void main(String[] args) throws Exception {
        SnapshotFolder folder = new SnapshotFolder(Path.of(args[0]), new SnapshotText("web", "zk://h:1/shop"));
        folder.write(Map.of("shop.Shop", new KeptList(1, List.of())));
        System.out.println("WRITTEN");
        Thread.sleep(Long.MAX_VALUE);
        folder.close();
    }
}
