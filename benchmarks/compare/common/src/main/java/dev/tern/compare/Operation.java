package dev.tern.compare;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A method of the workload as the load generator calls it. Every answer is checked, cheaply. */
enum Operation {
    EXIST_USER("existUser", 0) {
        @Override
        Call prepare() {
            return Operation::existUser;
        }
    },
    CREATE_USER("createUser", 0) {
        @Override
        Call prepare() {
            return Operation::createUser;
        }
    },
    GET_USER("getUser", 0) {
        @Override
        Call prepare() {
            return Operation::getUser;
        }
    },
    LIST_USER("listUser", 0) {
        @Override
        Call prepare() {
            return Operation::listUser;
        }
    },
    MIX("mix", 0) {
        @Override
        Call prepare() {
            return (service, i) -> {
                switch (i & 3) {
                    case 0 -> existUser(service, i);
                    case 1 -> createUser(service, i);
                    case 2 -> getUser(service, i);
                    default -> listUser(service, i);
                }
            };
        }
    },
    ECHO_1M("echo1m", 1 << 20) {
        @Override
        Call prepare() {
            return echo(echoBytes());
        }
    },
    ECHO_10M("echo10m", 10 << 20) {
        @Override
        Call prepare() {
            return echo(echoBytes());
        }
    };

    /** One call. */
    interface Call {

        /** Calls, checks the answer; {@code i} differs from call to call. */
        void call(UserService service, int i);
    }

    private static final LocalUserService LOCAL = new LocalUserService();

    private final String text;
    private final int echoBytes;

    Operation(String text, int echoBytes) {
        this.text = text;
        this.echoBytes = echoBytes;
    }

    /** A caller for one thread. */
    abstract Call prepare();

    /** How many bytes go there and back; 0 for all but the echoes. */
    int echoBytes() {
        return echoBytes;
    }

    @Override
    public String toString() {
        return text;
    }

    static Operation parse(String text) {
        for (Operation operation : values()) {
            if (operation.text.equals(text)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("method: " + text + " (expected: one of "
                + Stream.of(values()).map(Operation::toString).collect(Collectors.joining(", ")) + ")");
    }

    private static void existUser(UserService service, int i) {
        String email = Integer.toString(i);
        expect(service.existUser(email) == LOCAL.existUser(email), "existUser");
    }

    private static void createUser(UserService service, int i) {
        expect(service.createUser(LOCAL.getUser(i)), "createUser");
    }

    private static void getUser(UserService service, int i) {
        expect(service.getUser(i).getId() == i, "getUser");
    }

    private static void listUser(UserService service, int i) {
        expect(service.listUser(i).getResult().size() == 15, "listUser");
    }

    private static Call echo(int bytes) {
        byte[] data = new byte[bytes];
        Arrays.fill(data, (byte) 7);
        return (service, i) -> {
            byte[] answer = service.echo(data);
            expect(answer.length == bytes && answer[0] == 7 && answer[bytes - 1] == 7, "echo");
        };
    }

    private static void expect(boolean right, String method) {
        if (!right) {
            throw new IllegalStateException("wrong answer of " + method);
        }
    }
}
