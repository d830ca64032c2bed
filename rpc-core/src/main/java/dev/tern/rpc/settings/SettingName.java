package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.PolicySetting;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a name in a source means:
 *
 * <pre>
 * tern.deadline                                   for everything
 * tern.application.web.deadline                   where the program calls itself "web"
 * tern.shop.OrderService.retry.maxAttempts        for a service
 * tern.shop.OrderService#get.deadline             for a method
 * tern.shop.OrderService#place(NewOrder).deadline for one of several methods of that name
 * tern.shop.OrderService.server.rateLimit.permits for a service, where it is provided
 * </pre>
 *
 * @param level for how much it is meant
 * @param subject the application or the service; empty for everything
 * @param method as it is written, with or without parameter types; null unless it is for a method
 */
record SettingName(Level level, String subject, @Nullable String method, PolicySetting setting) {

    static final String PREFIX = "tern.";

    /** Are read by the builders of client and server, and no settings of calls. */
    static final Set<String> OF_BUILDERS = Set.of("tern.snapshotDirectory", "tern.server.advertisedHost");

    private static final String APPLICATION = "application.";

    static SettingName global(PolicySetting setting) {
        return new SettingName(Level.GLOBAL, "", null, setting);
    }

    static SettingName application(String application, PolicySetting setting) {
        return new SettingName(Level.APPLICATION, application, null, setting);
    }

    static SettingName service(String service, PolicySetting setting) {
        return new SettingName(Level.SERVICE, service, null, setting);
    }

    static SettingName method(String service, String method, PolicySetting setting) {
        return new SettingName(Level.METHOD, service, method, setting);
    }

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if it means nothing; the message is what would be right
     */
    static SettingName parse(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a name that begins with " + PREFIX);
        }
        String rest = name.substring(PREFIX.length());
        int hash = rest.indexOf('#');
        return hash < 0 ? ofScope(rest) : ofMethod(rest, hash);
    }

    private static SettingName ofScope(String rest) {
        PolicySetting setting = settingAtTheEnd(rest);
        if (setting == null) {
            throw unknown("", rest);
        }
        if (rest.equals(setting.key())) {
            return global(setting);
        }
        String scope = rest.substring(0, rest.length() - setting.key().length() - 1);
        checkScope(scope, rest);
        if (scope.startsWith(APPLICATION)) {
            return application(scope.substring(APPLICATION.length()), setting);
        }
        checkNarrow(setting);
        return service(scope, setting);
    }

    private static void checkNarrow(PolicySetting setting) {
        if (setting.scope() == PolicySetting.Scope.APPLICATION) {
            throw new IllegalArgumentException("no service, all services of a program share it: " + global(setting));
        }
    }

    private static SettingName ofMethod(String rest, int hash) {
        int closing = rest.lastIndexOf(')');
        int dot = rest.indexOf('.', Math.max(hash, closing));
        String setting = dot < 0 ? "" : rest.substring(dot + 1);
        String scope = dot < 0 ? rest : rest.substring(0, dot);
        PolicySetting known = PolicySetting.of(setting).orElseThrow(() -> unknown(scope + ".", setting));
        checkScope(scope.substring(0, hash), rest);
        checkNarrow(known);
        String method = scope.substring(hash + 1);
        if (!method.matches("[^\\s().#]+(\\([^\\s()#]*\\))?")) {
            throw new IllegalArgumentException(
                    "the name of a method after '#', with parameter types without spaces if it is overloaded");
        }
        return method(scope.substring(0, hash), method, known);
    }

    private static @Nullable PolicySetting settingAtTheEnd(String rest) {
        for (int from = 0; from >= 0; from = rest.indexOf('.', from) + 1) {
            PolicySetting found = PolicySetting.of(rest.substring(from)).orElse(null);
            if (found != null || rest.indexOf('.', from) < 0) {
                return found; // the longest one: names of services have dots too
            }
        }
        return null;
    }

    private static void checkScope(String scope, String rest) {
        if (!scope.matches("[^\\s.#()]+(\\.[^\\s.#()]+)*") || scope.equals("application")) {
            throw new IllegalArgumentException("'application.<name>' or the name of a service before "
                    + rest.substring(Math.min(rest.length(), scope.length())));
        }
    }

    private static IllegalArgumentException unknown(String before, String rest) {
        return new IllegalArgumentException("the name of a setting at the end"
                + NearestName.to(rest)
                        .map(nearest -> "; did you mean " + PREFIX + before + nearest + "?")
                        .orElse(""));
    }

    /** The service that it is for; empty if it is for all. */
    String service() {
        return level == Level.SERVICE || level == Level.METHOD ? subject : "";
    }

    /** The same with another setting. */
    SettingName of(PolicySetting other) {
        return new SettingName(level, subject, method, other);
    }

    /** As sources write it. */
    @Override
    public String toString() {
        return PREFIX
                + switch (level) {
                    case GLOBAL -> "";
                    case APPLICATION -> APPLICATION + subject + ".";
                    case SERVICE -> subject + ".";
                    case METHOD -> subject + "#" + method + ".";
                }
                + setting.key();
    }
}
