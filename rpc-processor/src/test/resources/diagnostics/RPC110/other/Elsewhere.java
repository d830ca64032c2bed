package other;

public class Elsewhere {

    protected record Nested(int a) {}

    public static class Failed extends Exception {

        private static class Unseen {}

        public Unseen[] unseen;
    }

    public static Nested nested() {
        return null;
    }
}
