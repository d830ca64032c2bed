package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What code sets for a reference.
 *
 * @param method with its parameter types if it is overloaded; null for all methods of the service
 * @param value as text, not yet checked
 */
public record CodeValue(@Nullable String method, PolicySetting setting, String value) {

    Assignment of(ServiceDescriptor service) {
        return Assignment.ofCode(
                method == null
                        ? SettingName.service(service.name(), setting)
                        : SettingName.method(service.name(), method, setting),
                value);
    }
}
