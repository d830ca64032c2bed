/** The bytes between two processes: frame layouts, their encoders and the decoder that cuts a stream into frames. */
@NullMarked
package dev.tern.rpc.wire;

import org.jspecify.annotations.NullMarked;
