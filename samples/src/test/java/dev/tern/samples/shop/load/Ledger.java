package dev.tern.samples.shop.load;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file with a line for each call that ran. Each line is one write of the operating system at the end of the file, so
 * it is there once the call has run, whatever becomes of the process, and lines of several threads do not mix.
 */
public final class Ledger implements LedgerService {

    private final OutputStream file;

    public Ledger(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
    }

    @Override
    public void note(long call) {
        try {
            file.write((call + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often each call ran, by the ledgers of all providers. */
    public static Map<Long, Integer> runs(Collection<Path> ledgers) throws IOException {
        Map<Long, Integer> runs = new TreeMap<>();
        for (Path ledger : ledgers) {
            for (String line : Files.readAllLines(ledger, StandardCharsets.US_ASCII)) {
                runs.merge(Long.parseLong(line), 1, Integer::sum);
            }
        }
        return runs;
    }
}
