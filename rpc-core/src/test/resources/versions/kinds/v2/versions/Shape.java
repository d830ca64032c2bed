package versions;

public sealed interface Shape {

    record Arc(int angle) implements Shape {}

    record Circle(int radius) implements Shape {}

    record Square(String colour, long side) implements Shape {}
}
