package dev.tern.rpc.benchmarks.codec;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** {@link Person} one release earlier: without {@code icon}, with {@code avatar}, which was removed since, and a smaller {@code id}. */
public record EarlierPerson(
        int id,
        String name,
        int sex,
        LocalDate birthday,
        String email,
        String mobile,
        String address,
        String avatar,
        List<Integer> permissions,
        int status,
        LocalDateTime createTime,
        LocalDateTime updateTime) {

    /** What it was then. */
    static EarlierPerson of(Person person) {
        return new EarlierPerson(
                (int) person.getId(),
                person.getName(),
                person.getSex(),
                person.getBirthday(),
                person.getEmail(),
                person.getMobile(),
                person.getAddress(),
                person.getIcon(),
                person.getPermissions(),
                person.getStatus(),
                person.getCreateTime(),
                person.getUpdateTime());
    }
}
