package versions;

public enum State {
    OPEN,
    PAID
}
