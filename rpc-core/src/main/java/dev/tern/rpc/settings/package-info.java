/** Where the value of a setting comes from: {@link dev.tern.rpc.settings.Settings} merges annotations, code, files, environment and system properties, and explains the result. */
@NullMarked
package dev.tern.rpc.settings;

import org.jspecify.annotations.NullMarked;
