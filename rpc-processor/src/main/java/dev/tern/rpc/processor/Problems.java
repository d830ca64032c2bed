package dev.tern.rpc.processor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic.Kind;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one interface, so that all of it is reported at once. */
final class Problems {

    private static final String SUPPRESSION = "tern";

    private final Predicate<Element> isSource;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final Set<String> unfinished = new LinkedHashSet<>();
    private boolean isLeftToCompiler;

    /**
     * Nothing found yet.
     *
     * @param isSource whether an element stands in a source that is being compiled, so that a message can point at it
     */
    Problems(Predicate<Element> isSource) {
        this.isSource = isSource;
    }

    /** Notes a problem at the narrowest element of the site that stands in a source. */
    void add(Diagnostic diagnostic, Site site, Object... arguments) {
        String path = site.path();
        String text = diagnostic.text(arguments) + (path.isEmpty() ? "" : "\n  Path: " + path);
        Site shown = site;
        while (shown.parent() != null && !isSource.test(shown.element())) {
            shown = shown.parent();
        }
        problems.add(new Problem(diagnostic, site.element(), shown.element(), null, null, text));
    }

    /** Notes a problem at an annotation. */
    void add(Diagnostic diagnostic, Element element, @Nullable AnnotationMirror annotation, Object... arguments) {
        problems.add(new Problem(diagnostic, element, element, annotation, null, diagnostic.text(arguments)));
    }

    /** Notes a problem at a value of an annotation. */
    void add(
            Diagnostic diagnostic,
            Element element,
            @Nullable AnnotationMirror annotation,
            @Nullable AnnotationValue value,
            Object... arguments) {
        problems.add(new Problem(diagnostic, element, element, annotation, value, diagnostic.text(arguments)));
    }

    /** Whether an element stands in a source that is being compiled. */
    boolean isSource(Element element) {
        return isSource.test(element);
    }

    /** Notes a type that another processor is about to change. */
    void unfinished(String type) {
        unfinished.add(type);
    }

    /** The types that another processor is about to change. */
    Set<String> unfinished() {
        return unfinished;
    }

    /** Notes something at the first of these elements that stands in a source, else at the last. */
    void add(Diagnostic diagnostic, List<Element> elements, Object... arguments) {
        Element shown = elements.stream().filter(isSource).findFirst().orElse(elements.get(elements.size() - 1));
        problems.add(new Problem(diagnostic, elements.get(0), shown, null, null, diagnostic.text(arguments)));
    }

    /** Notes a type that does not exist, or not yet. */
    void missing(String type) {
        missing.add(type);
    }

    /** The types that do not exist, or not yet. */
    Set<String> missing() {
        return missing;
    }

    /** Notes that something is wrong which the compiler will report. */
    void leaveToCompiler() {
        isLeftToCompiler = true;
    }

    /** Whether there is nothing that stops the compilation. */
    boolean isEmpty() {
        return problems.stream().noneMatch(problem -> problem.diagnostic.kind() == Kind.ERROR) && !isLeftToCompiler;
    }

    /** Reports all of them, but what is wrong with a type that several interfaces use only once. */
    void report(Messager messager, Reported reported) {
        for (Problem problem : problems) {
            if (reported.isNew(problem) && !problem.isSuppressed()) {
                messager.printMessage(
                        problem.diagnostic.kind(), problem.text, problem.shown, problem.annotation, problem.value);
            }
        }
    }

    private record Problem(
            Diagnostic diagnostic,
            Element about,
            Element shown,
            @Nullable AnnotationMirror annotation,
            @Nullable AnnotationValue value,
            String text) {

        /** Whether it is a warning, and the element or one around it says {@code @SuppressWarnings("tern")}. */
        private boolean isSuppressed() {
            if (diagnostic.kind() != Kind.WARNING) {
                return false;
            }
            for (Element element = about; element != null; element = element.getEnclosingElement()) {
                SuppressWarnings suppressed = element.getAnnotation(SuppressWarnings.class);
                if (suppressed != null && List.of(suppressed.value()).contains(SUPPRESSION)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What was reported so far. */
    static final class Reported {

        private final Set<List<Object>> seen = new HashSet<>();

        private boolean isNew(Problem problem) {
            String what = problem.text.lines().findFirst().orElse("");
            return seen.add(List.of(problem.diagnostic, problem.about, what));
        }
    }
}
