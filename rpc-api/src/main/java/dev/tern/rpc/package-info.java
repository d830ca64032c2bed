/**
 * What users of Tern write against: the annotations of a contract, the context of a call and the errors a call can end with.
 */
@NullMarked
package dev.tern.rpc;

import org.jspecify.annotations.NullMarked;
