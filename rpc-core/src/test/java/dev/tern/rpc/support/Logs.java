package dev.tern.rpc.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged while it is open, by the framework or by one logger. */
public final class Logs extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger logger;

    private Logs(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
    }

    /** Begins to listen. */
    public static Logs of(String name) {
        Logs logs = new Logs(name);
        logs.start();
        logs.logger.addAppender(logs);
        return logs;
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.getMDCPropertyMap(); // is taken now, from the thread that logs
        events.add(event);
    }

    /** All events. */
    public List<ILoggingEvent> events() {
        return events;
    }

    /** The texts of the warnings. */
    public List<String> warnings() {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
