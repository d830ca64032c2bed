package dev.tern.rpc.codec.types;

import dev.tern.rpc.RpcService;
import dev.tern.rpc.RpcSubtypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

@RpcService
public interface Unions extends Echo<Unions.Shape> {

    Polygon polygon(Polygon value);

    List<Shape> shapes(Shape[] array, Map<Shape, Shape> map, Optional<Shape> maybe, List<? extends Shape> wild);

    Result<String> text(Result<String> value);

    Result<Integer> number(Result<Integer> value);

    Animal animal(Animal value);

    Vehicle vehicle(Vehicle value);

    Dog dog(Dog value);

    SortedSet<Rank> ranks(SortedSet<Rank> value);

    Tree<Shape> tree(Tree<Shape> value);

    sealed interface Shape permits Circle, Group, Special, Polygon {}

    record Circle(double radius, String name) implements Shape {}

    record Group(List<Shape> shapes, Shape frame) implements Shape {}

    sealed interface Special extends Shape {}

    enum Star implements Special {
        SMALL,
        LARGE {
            @Override
            boolean isLarge() {
                return true;
            }
        };

        boolean isLarge() {
            return false;
        }
    }

    record Empty() implements Special {}

    /** A class with instances of its own, too. */
    sealed class Polygon implements Shape {

        public int corners;

        public static final class Square extends Polygon {
            public long side;
        }

        @RpcSubtypes(Regular.class)
        public abstract static non-sealed class Open extends Polygon {}
    }

    class Regular extends Polygon.Open {
        public String name;
    }

    sealed interface Result<T> {
        record Ok<T>(T value) implements Result<T> {}

        record Failed<E>(String reason) implements Result<E> {}

        record Zero() implements Result<Integer> {}
    }

    @RpcSubtypes({Dog.class, Cat.class})
    interface Animal {
        String getName();
    }

    class Dog implements Animal {

        private String name;

        @Override
        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    record Cat(String name) implements Animal {
        @Override
        public String getName() {
            return name;
        }
    }

    /** Not named by the contract. */
    class Puppy extends Dog {}

    @RpcSubtypes(Truck.class)
    class Vehicle {
        public int wheels;
    }

    final class Truck extends Vehicle {
        public int load;
    }

    sealed interface Rank extends Comparable<Rank> {
        int place();

        @Override
        default int compareTo(Rank other) {
            return Integer.compare(place(), other.place());
        }
    }

    record First() implements Rank {
        @Override
        public int place() {
            return 1;
        }
    }

    record Other(int place) implements Rank {}

    sealed interface Tree<T> {}

    record Leaf<T>(T value) implements Tree<T> {}

    record Node<T>(Tree<T> left, Tree<T> right) implements Tree<T> {}
}
