/**
 * Bodies without generated code: an interpreter that follows a contract, for any target, and the run-time contract of interfaces that were compiled
 * without the processor.
 */
@NullMarked
package dev.tern.rpc.codec;

import org.jspecify.annotations.NullMarked;
