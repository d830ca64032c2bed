package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What code sets for a service that a program refers to or provides.
 *
 * @param method with its parameter types if it is overloaded; null for all methods of the service
 * @param value as text, not yet checked
 * @param annotated where the annotation stands that says so; null if none does
 */
public record CodeValue(
        @Nullable String method,
        PolicySetting setting,
        String value,
        @Nullable String annotated) {

    /** What code says without an annotation. */
    public CodeValue(@Nullable String method, PolicySetting setting, String value) {
        this(method, setting, value, null);
    }

    Assignment of(ServiceDescriptor service) {
        SettingName name = method == null
                ? SettingName.service(service.name(), setting)
                : SettingName.method(service.name(), method, setting);
        return annotated == null
                ? Assignment.ofCode(name, value)
                : new Assignment(name, value.strip(), annotated, "", Assignment.ANNOTATION);
    }
}
