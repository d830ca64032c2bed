package versions;

import java.util.List;

public record Page<E>(List<E> items, int total) {}
