package dev.tern.samples.shop.load;

/** A time in which a thread that wanted to run did not; in nanoseconds since 1970. */
public record Stall(long start, long end) {

    String line() {
        return "STALL," + start + "," + end;
    }

    static Stall parse(String line) {
        String[] fields = line.split(",");
        return new Stall(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
    }
}
