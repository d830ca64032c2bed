/** What is done about time and failure: deadlines and repeated attempts. Knows no network and no clock but the one it is given. */
@NullMarked
package dev.tern.rpc.policy;

import org.jspecify.annotations.NullMarked;
