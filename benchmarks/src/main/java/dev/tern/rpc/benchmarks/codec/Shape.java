package dev.tern.rpc.benchmarks.codec;

import dev.tern.rpc.benchmarks.Page;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is encoded and decoded. */
public enum Shape {
    /** A record of eight fields. */
    RECORD {
        @Override
        Object sample() {
            return new Item(8_812_345_678L, 3, 49.99, true, "keyboard-de-105", "EUR", 1_767_323_045_678L, 2);
        }
    },
    /** A user with twelve mixed fields and dates. */
    USER {
        @Override
        Object sample() {
            return person(1);
        }
    },
    /** A page of fifteen of them. */
    PAGE {
        @Override
        Object sample() {
            List<Person> people = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                people.add(person(i));
            }
            return new Page<>(3, 1000, people);
        }
    },
    /** A list of 1,000 longs: ids and amounts, evenly of 1 to 48 bits, not negative. */
    LONGS {
        @Override
        Object sample() {
            Random random = new Random(7);
            List<Long> longs = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                longs.add(random.nextLong() >>> 16 + i % 48);
            }
            return longs;
        }
    },
    /** A map of 32 short texts to texts. */
    TEXTS {
        @Override
        Object sample() {
            Map<String, String> texts = new HashMap<>();
            for (int i = 0; i < 32; i++) {
                texts.put("attribute-" + i, "the value of number " + i * i * i);
            }
            return texts;
        }
    };

    /** The value. */
    abstract Object sample();

    private static Person person(long id) {
        Person person = new Person();
        person.setId(id);
        person.setName("Doe \u6bb5\u6b63\u6df3 " + id);
        person.setSex(1);
        person.setBirthday(LocalDate.of(1968, 12, 8));
        person.setEmail("john.doe@example.com");
        person.setMobile("13612345678");
        person.setAddress("7, Long Street, Somewhere on the Coast, 10115");
        person.setIcon("https://www.example.com/static/icon/640/4d1a.png");
        person.setPermissions(new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 19, 88, 86, 89, 90, 91, 92)));
        person.setStatus(1);
        person.setCreateTime(LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000));
        person.setUpdateTime(LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000));
        return person;
    }
}
