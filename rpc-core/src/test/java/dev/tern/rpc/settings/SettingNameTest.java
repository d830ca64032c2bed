package dev.tern.rpc.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.kernel.PolicySetting;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Names as sources write them, forth and back, and what is said about those that mean nothing. */
class SettingNameTest {

    static Stream<Arguments> names() {
        return Stream.of(PolicySetting.values())
                .flatMap(setting -> List.of(
                        SettingName.global(setting),
                        SettingName.application("web.eu-1", setting),
                        SettingName.service("shop.OrderService", setting),
                        SettingName.service("Orders", setting),
                        SettingName.service("shop.retry", setting),
                        SettingName.method("shop.OrderService", "get", setting),
                        SettingName.method("shop.OrderService", "place(NewOrder,Map.Entry,int[])", setting))
                        .stream())
                .filter(name -> name.setting().scope() != PolicySetting.Scope.APPLICATION
                        || name.level().compareTo(Level.APPLICATION) <= 0)
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("names")
    void name_ofEachLevelAndSetting_readsAsItIsWritten(SettingName name) {
        assertThat(SettingName.parse(name.toString())).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            tern.deadlin,                                      did you mean tern.deadline?
            tern.Deadline,                                     did you mean tern.deadline?
            tern.shop.OrderService#get.retry.maxAttempt,       did you mean tern.shop.OrderService#get.retry.maxAttempts?
            tern.shop.OrderService.retry.maxattempts,          did you mean tern.shop.OrderService.retry.maxAttempts?
            tern.shop.OrderService.maxAttempts,                did you mean tern.shop.OrderService.retry.maxAttempts?
            tern.application.web.hedge.dely,                   did you mean tern.application.web.hedge.delay?
            "tern.shop.OrderService#place(NewOrder).deadlime", did you mean tern.shop.OrderService#place(NewOrder).deadline?
            """)
    void name_withAMistake_isToldTheNearestKnownOne(String name, String hint) {
        assertThatThrownBy(() -> SettingName.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(hint);
    }

    @Test
    void name_likeNoOther_getsNoHint() {
        assertThatThrownBy(() -> SettingName.parse("tern.shop.colour")).hasMessage("the name of a setting at the end");
        assertThatThrownBy(() -> SettingName.parse("tern.")).hasMessage("the name of a setting at the end");
        assertThatThrownBy(() -> SettingName.parse("tern.shop.OrderService#get"))
                .hasMessage("the name of a setting at the end");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            server.deadline,                          a name that begins with tern.
            tern..deadline,                           'application.<name>' or the name of a service before
            tern.application.deadline,                'application.<name>' or the name of a service before
            tern.#get.deadline,                       'application.<name>' or the name of a service before
            tern.my shop.deadline,                    'application.<name>' or the name of a service before
            tern.shop.Order#.deadline,                the name of a method after '#'
            "tern.shop.Order#place(A, B).deadline",   the name of a method after '#'
            """)
    void name_withoutAScope_saysWhatIsMissing(String name, String expectation) {
        assertThatThrownBy(() -> SettingName.parse(name)).hasMessageStartingWith(expectation);
    }
}
