/**
 * The annotation processor: parse, validate, generate. {@code …Parser}s turn elements into the records of {@link
 * dev.tern.rpc.processor.ServiceModel} and report what is wrong; {@code …Generator}s turn these records into sources, one class per file that
 * is written, and never see an element.
 */
@NullMarked
package dev.tern.rpc.processor;

import org.jspecify.annotations.NullMarked;
