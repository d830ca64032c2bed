package dev.tern.rpc.planted.settings;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class SettingsUsesPolicy {
    dev.tern.rpc.planted.policy.PolicyUsesNetty broken;
}
