package dev.tern.compare;

import java.util.Arrays;
import java.util.Random;

/** Every answer of a contender must be right before it may be measured. */
final class Check {

    private Check() {}

    static void answers(Contender.Client client) {
        UserService local = new LocalUserService();
        UserService remote = client.sync();
        for (int i = 0; i < 10; i++) {
            expect(remote.existUser("a" + i) == local.existUser("a" + i), "existUser");
        }
        User user = local.getUser(77);
        expect(remote.createUser(user), "createUser");
        same(user, remote.getUser(77));
        Page<User> page = remote.listUser(3);
        expect(page.getPageNo() == 3 && page.getTotal() == 1000 && page.getResult().size() == 15, "listUser");
        for (int i = 0; i < 15; i++) {
            same(local.listUser(3).getResult().get(i), page.getResult().get(i));
        }
        if (client.maxEchoBytes() > 0) {
            byte[] data = new byte[100_000];
            new Random(7).nextBytes(data);
            expect(Arrays.equals(data, remote.echo(data)), "echo");
        }
        if (client.async() != null) {
            expect(client.async().existUser("a9").join() && !client.async().existUser("a1").join(), "existUser, asynchronous");
        }
    }

    private static void same(User a, User b) {
        expect(
                a.getId() == b.getId()
                        && a.getName().equals(b.getName())
                        && a.getSex() == b.getSex()
                        && a.getBirthday().equals(b.getBirthday())
                        && a.getEmail().equals(b.getEmail())
                        && a.getMobile().equals(b.getMobile())
                        && a.getAddress().equals(b.getAddress())
                        && a.getIcon().equals(b.getIcon())
                        && a.getPermissions().equals(b.getPermissions())
                        && a.getStatus() == b.getStatus()
                        && a.getCreateTime().equals(b.getCreateTime())
                        && a.getUpdateTime().equals(b.getUpdateTime()),
                "a user");
    }

    private static void expect(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("wrong answer: " + what);
        }
    }
}
