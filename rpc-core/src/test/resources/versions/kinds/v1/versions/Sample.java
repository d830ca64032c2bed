package versions;

final class Sample {

    private Sample() {}

    static State state() {
        return State.PAID;
    }

    static Shape shape() {
        return new Shape.Square(3);
    }

    static Animal animal() {
        return new Animal.Dog("Rex");
    }

    static State strangeState() {
        return State.OPEN;
    }

    static Shape strangeShape() {
        return new Shape.Circle(1);
    }

    static Animal strangeAnimal() {
        return new Animal.Cat("Tom");
    }
}
