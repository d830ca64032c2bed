package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicySetting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One value that somebody set.
 *
 * @param name what it is for
 * @param value as text, already found to be right
 * @param source what it is called where the value's origin is told: {@code "file /etc/shop.properties"}
 * @param key as the source writes the name; empty where there is nothing to look up, as in code
 * @param rank of the source: of two values that are meant for equally much the one with the higher rank wins
 */
record Assignment(SettingName name, String value, String source, String key, int rank) {

    static final int ANNOTATION = 0;
    static final int CODE = 1;
    static final int FIRST_SOURCE = 2;

    /** The one that counts first. */
    static final Comparator<Assignment> STRONGEST_FIRST = Comparator.comparing(
                    (Assignment assignment) -> assignment.name.level())
            .thenComparingInt(Assignment::rank)
            .reversed();

    static Assignment ofCode(SettingName name, String value) {
        return new Assignment(name, value.strip(), "code", "", CODE);
    }

    /** What the annotations of a method and its type say. */
    static List<Assignment> annotations(MethodDescriptor method) {
        List<Assignment> all = new ArrayList<>();
        String service = method.service();
        method.policy()
                .onService()
                .forEach((setting, value) -> all.add(new Assignment(
                        SettingName.service(service, setting), value, "annotation of the type", "", ANNOTATION)));
        method.policy()
                .onMethod()
                .forEach((setting, value) -> all.add(new Assignment(
                        SettingName.method(service, method.signature(), setting),
                        value,
                        "annotation",
                        "",
                        ANNOTATION)));
        return all;
    }

    PolicySetting setting() {
        return name.setting();
    }

    /** Whether it is for this method of a service that it concerns. */
    boolean covers(MethodDescriptor method) {
        return name.level() != Level.METHOD
                || method.name().equals(name.method())
                || method.signature().equals(name.method());
    }

    /** The value, if it is one that the setting takes, else what is wrong. */
    List<Problem> check() {
        try {
            setting().parse(value);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(problem(setting().expectation()));
        }
    }

    Problem problem(String expectation) {
        return new Problem(source, key.isEmpty() ? name.toString() : key, value, expectation);
    }

    /** Where it comes from. */
    String origin() {
        return key.isEmpty() ? source : source + " (" + key + ")";
    }

    /** A map's entries as what code sets for everything. */
    static List<Assignment> ofCode(Map<PolicySetting, String> values) {
        return values.entrySet().stream()
                .map(entry -> ofCode(SettingName.global(entry.getKey()), entry.getValue()))
                .toList();
    }
}
