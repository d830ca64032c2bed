package versions;

final class Sample {

    private Sample() {}

    static State state() {
        return State.SETTLED;
    }

    static Shape shape() {
        return new Shape.Square("red", 4);
    }

    static Animal animal() {
        return new Animal.Dog(5, "Max");
    }

    static State strangeState() {
        return State.CLOSED;
    }

    static Shape strangeShape() {
        return new Shape.Arc(90);
    }

    static Animal strangeAnimal() {
        return new Animal.Bird(2);
    }
}
