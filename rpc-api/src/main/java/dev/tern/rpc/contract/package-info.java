/**
 * The model of a contract: its canonical form and its hash, the same for source, class files and reflection.
 */
@NullMarked
package dev.tern.rpc.contract;

import org.jspecify.annotations.NullMarked;
