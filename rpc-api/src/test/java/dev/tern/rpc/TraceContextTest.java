package dev.tern.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void parse_validHeader_readsAllParts() {
        TraceContext trace = TraceContext.parse(VALID);

        assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(trace.spanId()).isEqualTo("b7ad6b7169203331");
        assertThat(trace.flags()).isEqualTo(TraceContext.SAMPLED);
        assertThat(trace.traceparent()).isEqualTo(VALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-brings",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-"
            })
    void parse_laterVersion_readsWhatItKnows(String header) {
        assertThat(TraceContext.parse(header).traceparent()).isEqualTo(VALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0", // cut
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-011", // too long for its version
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", // no version
                "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", // upper case
                "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01", // zero ids
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-+1",
                "00-\u0660af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" // another script's digit
            })
    void parse_invalidHeader_isNoTrace(String header) {
        assertThat(TraceContext.parse(header)).isSameAs(TraceContext.NONE);
    }

    @Test
    void none_hasEmptyTexts() {
        assertThat(TraceContext.NONE.isPresent()).isFalse();
        assertThat(TraceContext.NONE.traceId()).isEmpty();
        assertThat(TraceContext.NONE.spanId()).isEmpty();
        assertThat(TraceContext.NONE.traceparent()).isEmpty();
        assertThat(TraceContext.NONE).hasToString("none");
    }

    @Test
    void begin_eachTime_isANewSampledTrace() {
        TraceContext first = TraceContext.begin();
        TraceContext second = TraceContext.begin();

        assertThat(first.traceId()).hasSize(32).isNotEqualTo(second.traceId());
        assertThat(first.flags()).isEqualTo(TraceContext.SAMPLED);
        assertThat(TraceContext.parse(first.traceparent())).isEqualTo(first).hasSameHashCodeAs(first);
    }

    @Test
    void child_ofATrace_isAnotherSpanOfIt() {
        TraceContext parent = TraceContext.parse(VALID.replace("-01", "-00"));
        TraceContext child = parent.child();

        assertThat(child.traceId()).isEqualTo(parent.traceId());
        assertThat(child.spanId()).isNotEqualTo(parent.spanId());
        assertThat(child.flags()).isZero();
    }

    @Test
    void child_ofNone_beginsATrace() {
        assertThat(TraceContext.NONE.child().isPresent()).isTrue();
    }
}
