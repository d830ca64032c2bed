package dev.tern.rpc.contract;

import java.util.Set;

/**
 * A difference between a contract as it was locked and as it is now.
 *
 * @param severity what it means for those who still have the old one
 * @param place what has changed
 * @param what what has changed about it, as a sentence without a full stop
 * @param remedy what to do; empty if nothing needs to be done
 * @param broken whose calls fail; empty unless the change is {@linkplain Severity#BREAKING breaking}
 */
public record ContractChange(Severity severity, Place place, String what, String remedy, Set<Broken> broken) {

    /** Copies the set. */
    public ContractChange {
        broken = Set.copyOf(broken);
    }

    /** Whether calls between old and new fail that worked before. */
    public boolean isBreaking() {
        return severity == Severity.BREAKING;
    }

    /** {@code property 'total' of shop.Order: was int and is boolean: breaks old consumers of new providers}. */
    @Override
    public String toString() {
        String text = place + ": " + what;
        return broken.isEmpty() ? text : text + "; breaks " + Broken.text(broken);
    }

    /** What a change means. */
    public enum Severity {
        /** Old and new work together. */
        COMPATIBLE,
        /** They do, but values that are new can fail where they are not known. */
        RISKY,
        /** Calls fail that worked before. */
        BREAKING
    }

    /** Who has which contract when a call fails. */
    public enum Broken {
        /** Consumers with the locked contract that call providers with the new one. */
        OLD_CONSUMERS("old consumers of new providers"),
        /** Consumers with the new contract that call providers with the locked one. */
        OLD_PROVIDERS("new consumers of old providers");

        private final String text;

        Broken(String text) {
            this.text = text;
        }

        /** In words, in a fixed order. */
        public static String text(Set<Broken> broken) {
            if (broken.size() == 2) {
                return OLD_CONSUMERS.text + " and " + OLD_PROVIDERS.text;
            }
            return broken.isEmpty() ? "nobody" : broken.iterator().next().text;
        }
    }

    /**
     * Where a change is.
     *
     * @param kind of what
     * @param owner the method's signature or the type's name in the new contract; empty for the service itself
     * @param member the name of the property or constant, the number of the parameter from 0, or empty
     */
    public record Place(Kind kind, String owner, String member) {

        /** The service itself. */
        static final Place SERVICE = new Place(Kind.SERVICE, "", "");

        static Place method(ContractMethod method) {
            return new Place(Kind.METHOD, method.signature(), "");
        }

        static Place parameter(ContractMethod method, int number) {
            return new Place(Kind.PARAMETER, method.signature(), Integer.toString(number));
        }

        /** In words: {@code property 'total' of shop.Order}. */
        @Override
        public String toString() {
            return switch (kind) {
                case SERVICE -> "service";
                case METHOD -> "method " + owner;
                case PARAMETER -> "parameter " + (Integer.parseInt(member) + 1) + " of " + owner;
                case TYPE -> owner;
                case PROPERTY -> "property '" + member + "' of " + owner;
                case CONSTANT -> "constant '" + member + "' of " + owner;
            };
        }
    }

    /** Of what something changed. */
    public enum Kind {
        /** The service. */
        SERVICE,
        /** A method, its result or its exceptions. */
        METHOD,
        /** A parameter. */
        PARAMETER,
        /** A struct, enum or union. */
        TYPE,
        /** A property of a struct. */
        PROPERTY,
        /** A constant of an enum. */
        CONSTANT
    }
}
