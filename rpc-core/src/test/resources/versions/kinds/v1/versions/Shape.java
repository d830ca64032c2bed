package versions;

public sealed interface Shape {

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}
}
