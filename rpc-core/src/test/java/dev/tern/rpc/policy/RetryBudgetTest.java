package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Calls and retries against a budget, in the hands of a clock that begins shortly before it overflows. */
class RetryBudgetTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);

    private RetryBudget budget(double ratio, double perSecond) {
        return new RetryBudget(ratio, perSecond, 10 * SECOND, now::get);
    }

    private static int withdraw(RetryBudget budget) {
        int taken = 0;
        while (budget.tryWithdraw()) {
            taken++;
        }
        return taken;
    }

    @Test
    void retries_ofAFifth_areOneForFiveCalls() {
        RetryBudget budget = budget(0.2, 0);
        for (int round = 0; round < 1000; round++) {
            for (int call = 1; call <= 5; call++) {
                assertThat(budget.tryWithdraw()).isFalse();
                budget.deposit();
            }
            assertThat(budget.available()).isEqualTo(1);
            assertThat(budget.tryWithdraw()).isTrue();
            now.addAndGet(SECOND / 10);
        }
    }

    @Test
    void retries_ofAThird_areAThousandForThreeThousandCallsAlmost() {
        RetryBudget budget = budget(1 / 3.0, 0);
        for (int call = 0; call < 3003; call++) {
            budget.deposit();
        }

        assertThat(withdraw(budget)).isEqualTo(1000); // 0.3333 each
    }

    @Test
    void reserve_withoutCalls_isTenPerSecondOverTheLongRun() {
        RetryBudget budget = new RetryBudget(now::get);
        int taken = 0;
        for (int tenth = 0; tenth < 1000; tenth++) {
            taken += withdraw(budget);
            now.addAndGet(SECOND / 10);
        }

        assertThat(taken).isEqualTo(1000);
    }

    @Test
    void budget_underConstantFailure_isTheReserveAndAFifthOfTheCalls() {
        RetryBudget budget = new RetryBudget(now::get);
        int taken = 0;
        for (int tenth = 0; tenth < 1000; tenth++) {
            for (int call = 0; call < 50; call++) {
                budget.deposit();
            }
            taken += withdraw(budget);
            now.addAndGet(SECOND / 10);
        }

        assertThat(taken).isEqualTo(1000 + 10_000);
    }

    @Test
    void deposits_afterTheirTime_areForgotten() {
        RetryBudget budget = budget(0.5, 0);
        budget.deposit();
        budget.deposit();
        now.addAndGet(10 * SECOND - 1);
        assertThat(budget.available()).isEqualTo(1);
        now.addAndGet(1);
        assertThat(budget.available()).isZero();
        assertThat(budget.tryWithdraw()).isFalse();
    }

    @Test
    void refusal_takesNothing() {
        RetryBudget budget = budget(0.5, 0);
        budget.deposit();
        assertThat(budget.tryWithdraw()).isFalse();
        assertThat(budget.available()).isEqualTo(0.5);
        budget.deposit();
        assertThat(budget.tryWithdraw()).isTrue();
        assertThat(budget.available()).isZero();
    }

    /** Each call pays for one retry, of which each thread tries three; what a race refused is still there afterwards. */
    @Test
    void threads_together_neverGetMoreThanTheBudget() throws Exception {
        RetryBudget budget = budget(1, 0);
        AtomicInteger paid = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger tooMany = new AtomicInteger();
        Together.run(4, 100_000, () -> {
            paid.incrementAndGet();
            budget.deposit();
            for (int attempt = 0; attempt < 3; attempt++) {
                if (budget.tryWithdraw() && taken.incrementAndGet() > paid.get()) {
                    tooMany.incrementAndGet();
                }
            }
        });

        assertThat(tooMany.get()).isZero();
        assertThat(taken.get() + withdraw(budget)).isEqualTo(4 * 100_000);
    }

    @Test
    void figures_outOfRange_areRefused() {
        assertThatThrownBy(() -> budget(-0.1, 1)).hasMessage("ratio: -0.1 (expected: 0 to 10)");
        assertThatThrownBy(() -> budget(0.2, Double.NaN)).hasMessage("perSecond: NaN (expected: 0 to 10000)");
        assertThatThrownBy(() -> new RetryBudget(0.2, 1, SECOND / 2, now::get))
                .hasMessage("ttl: 500 ms (expected: 1 s to 60 s)");
    }
}
