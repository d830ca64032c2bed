package dev.tern.rpc.processor;

import java.util.ArrayList;
import java.util.List;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/** Where a type is used: messages name the whole type and, if it is another one, the part that is wrong. */
final class TypeUse {

    private final Access access;
    private final Problems problems;
    private final TypeMirror whole;
    private final Site site;

    TypeUse(Access access, Problems problems, TypeMirror whole, Site site) {
        this.access = access;
        this.problems = problems;
        this.whole = whole;
        this.site = site;
    }

    Site site() {
        return site;
    }

    void unsendable(TypeMirror part, String remedy) {
        add(Diagnostic.UNSENDABLE_TYPE, part, remedy);
    }

    void add(Diagnostic diagnostic, TypeMirror part, Object... more) {
        boolean isWhole = access.types().isSameType(whole, part);
        boolean needsArguments = part.getKind() == TypeKind.WILDCARD || diagnostic == Diagnostic.ENDLESS_TYPE;
        String partName = Names.simple(needsArguments ? part : access.types().erasure(part));
        List<Object> arguments = new ArrayList<>();
        arguments.add(site.subject());
        arguments.add(Names.simple(whole) + (isWhole ? ", which" : ", where " + partName));
        arguments.addAll(List.of(more));
        problems.add(diagnostic, site, arguments.toArray());
    }
}
