package dev.tern.rpc.benchmarks;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** A bean as applications have it: twelve mixed fields, about 150 bytes of text, one of the texts not Latin-1. */
public record User(
        long id,
        String name,
        int sex,
        LocalDate birthday,
        String email,
        String mobile,
        String address,
        String icon,
        List<Integer> permissions,
        int status,
        LocalDateTime createTime,
        LocalDateTime updateTime) {

    static User sample(long id) {
        return new User(
                id,
                "Doe \u6bb5\u6b63\u6df3 " + id,
                1,
                LocalDate.of(1968, 12, 8),
                "john.doe@example.com",
                "13612345678",
                "7, Long Street, Somewhere on the Coast, 10115",
                "https://www.example.com/static/icon/640/4d1a.png",
                List.of(1, 2, 3, 4, 5, 6, 7, 8, 19, 88, 86, 89, 90, 91, 92),
                1,
                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000),
                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000));
    }
}
