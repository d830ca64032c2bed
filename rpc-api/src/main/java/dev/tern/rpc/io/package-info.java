/**
 * The bytes of a message body: bounded output and input over a byte array, and the codecs of the JDK's value types.
 */
@NullMarked
package dev.tern.rpc.io;

import org.jspecify.annotations.NullMarked;
