/** What can be seen of calls: the trace each belongs to. */
@NullMarked
package dev.tern.rpc.observe;

import org.jspecify.annotations.NullMarked;
