package dev.tern.compare;

/**
 * What is run at a time, as text {@code METHOD:THREADS}, such as {@code existUser:32}.
 *
 * <p>Negative threads are virtual ones; 0 threads is one thread with up to 256 asynchronous calls outstanding. {@code existUser+echo10m:1} runs and reports
 * {@code existUser:1}, while one more thread calls {@code echo10m} on the same client.
 *
 * @param beside what the one more thread calls; null without it
 */
record Cell(Operation method, Operation beside, int threads) {

    Cell {
        if (threads == 0 && (method != Operation.EXIST_USER || beside != null)) {
            throw new IllegalArgumentException("cell: " + method + ":0 (expected: existUser:0, the only asynchronous method)");
        }
    }

    static Cell parse(String text) {
        int colon = text.indexOf(':');
        int plus = text.indexOf('+');
        if (colon < 0 || plus > colon) {
            throw new IllegalArgumentException("cell: " + text + " (expected: METHOD:THREADS or METHOD+METHOD:THREADS)");
        }
        Operation method = Operation.parse(text.substring(0, plus < 0 ? colon : plus));
        Operation beside = plus < 0 ? null : Operation.parse(text.substring(plus + 1, colon));
        try {
            return new Cell(method, beside, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cell: " + text + " (expected: a whole number of threads)", e);
        }
    }

    boolean pipelined() {
        return threads == 0;
    }

    boolean virtual() {
        return threads < 0;
    }

    /** The same calls without the thread beside them. */
    Cell alone() {
        return new Cell(method, null, threads);
    }

    /** Whether a client can run it. */
    boolean fits(Contender.Client client) {
        return pipelined() ? client.async() != null : bytes() <= client.maxEchoBytes();
    }

    /** Whether few calls end in a second. */
    boolean large() {
        return bytes() > 1 << 20;
    }

    private int bytes() {
        return Math.max(method.echoBytes(), beside == null ? 0 : beside.echoBytes());
    }

    /** For people. */
    String title() {
        String calls = method + (pipelined() ? " pipelined 256" : virtual() ? " x" + -threads + " virtual" : " x" + threads);
        return beside == null ? calls : calls + " beside " + beside + " x1";
    }

    @Override
    public String toString() {
        return method + (beside == null ? "" : "+" + beside) + ":" + threads;
    }
}
