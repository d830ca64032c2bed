package dev.tern.rpc.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of two values counts, for every pair of places where the deadline of a method can be set. */
class PrecedenceTest {

    /** In the order of their strength at one level. */
    private enum Origin {
        ANNOTATION,
        CODE,
        FIRST_SOURCE,
        SECOND_SOURCE,
        ENVIRONMENT,
        SYSTEM_PROPERTY
    }

    private record Place(Level level, Origin origin) {

        /** Annotations are of types and methods; code is for everything, or of a reference. */
        boolean exists() {
            return switch (origin) {
                case ANNOTATION -> level.compareTo(Level.SERVICE) >= 0;
                case CODE -> level != Level.APPLICATION;
                default -> true;
            };
        }

        String key() {
            return switch (level) {
                case GLOBAL -> "tern.deadline";
                case APPLICATION -> "tern.application.web.deadline";
                case SERVICE -> "tern.shop.OrderService.deadline";
                case METHOD -> "tern.shop.OrderService#get.deadline";
            };
        }
    }

    private static final class World {

        private final Settings.Builder builder = Settings.builder();
        private final FakeSource first = new FakeSource("first");
        private final FakeSource second = new FakeSource("second");
        private final Map<String, String> environment = new HashMap<>();
        private final Properties properties = new Properties();
        private final List<CodeValue> code = new ArrayList<>();
        private MethodPolicy policy = MethodPolicy.STANDARD;

        void set(Place place, String value) {
            switch (place.origin) {
                case ANNOTATION ->
                    policy = place.level == Level.METHOD
                            ? policy.onMethod("deadline = " + value)
                            : policy.onService("deadline = " + value);
                case CODE -> setByCode(place.level, value);
                case FIRST_SOURCE -> first.put(place.key(), value);
                case SECOND_SOURCE -> second.put(place.key(), value);
                case ENVIRONMENT -> environment.put(EnvironmentLayer.variable(SettingName.parse(place.key())), value);
                case SYSTEM_PROPERTY -> properties.setProperty(place.key(), value);
            }
        }

        private void setByCode(Level level, String value) {
            if (level == Level.GLOBAL) {
                builder.set(PolicySetting.DEADLINE, value);
            } else {
                code.add(new CodeValue(level == Level.METHOD ? "get" : null, PolicySetting.DEADLINE, value));
            }
        }

        Duration deadline() {
            Settings settings = builder.source(first)
                    .source(second)
                    .environment(environment)
                    .systemProperties(properties)
                    .build("web");
            return settings.of(Shop.of(policy), code)
                    .service()
                    .methods()
                    .get(0)
                    .policy()
                    .deadline();
        }
    }

    /** Weakest first. */
    private static List<Place> places() {
        return Stream.of(Level.values())
                .flatMap(level -> Stream.of(Origin.values()).map(origin -> new Place(level, origin)))
                .filter(Place::exists)
                .toList();
    }

    static Stream<Arguments> pairs() {
        List<Place> places = places();
        return Stream.iterate(0, i -> i < places.size(), i -> i + 1)
                .flatMap(i -> places.subList(0, i).stream().map(weak -> Arguments.of(weak, places.get(i))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void deadline_setInTwoPlaces_isTheStrongerOnes(Place weak, Place strong) {
        World world = new World();
        world.set(strong, "200ms");
        world.set(weak, "300ms");

        assertThat(world.deadline()).isEqualTo(Duration.ofMillis(200));
    }

    static Stream<Arguments> alone() {
        return places().stream().map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("alone")
    void deadline_setInOnePlace_isThat(Place place) {
        World world = new World();
        world.set(place, "300ms");

        assertThat(world.deadline()).isEqualTo(Duration.ofMillis(300));
    }
}
