package dev.tern.rpc.processor;

import dev.tern.rpc.contract.ContractChange.Kind;
import dev.tern.rpc.contract.ContractChange.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Finds the elements of an interface that a change of its contract is about. */
final class Places {

    private final Elements elements;
    private final Types types;
    private final TypeElement service;

    Places(Elements elements, Types types, TypeElement service) {
        this.elements = elements;
        this.types = types;
        this.service = service;
    }

    /** The narrowest element first, the interface last. */
    List<Element> elements(Place place) {
        List<Element> found = new ArrayList<>();
        switch (place.kind()) {
            case METHOD, PARAMETER -> addMethod(place, found);
            case TYPE, PROPERTY, CONSTANT -> addType(place, found);
            case SERVICE -> {} // the interface itself
        }
        found.add(service);
        return found;
    }

    private void addMethod(Place place, List<Element> found) {
        ExecutableElement method = method(place.owner());
        if (method == null) {
            return;
        }
        if (place.kind() == Kind.PARAMETER) {
            int number = Integer.parseInt(place.member());
            if (number < method.getParameters().size()) {
                found.add(method.getParameters().get(number));
            }
        }
        found.add(method);
    }

    private @Nullable ExecutableElement method(String signature) {
        String name = signature.substring(0, signature.indexOf('('));
        List<ExecutableElement> sameName = ElementFilter.methodsIn(elements.getAllMembers(service)).stream()
                .filter(method -> Annotations.isContractMethod(method)
                        && Names.simple(method).equals(name))
                .toList();
        String simple = signature.replaceAll("[^(,]*\\.", "");
        return sameName.stream()
                .filter(method -> sameName.size() == 1 || signature(method).equals(simple))
                .findFirst()
                .orElse(null);
    }

    private String signature(ExecutableElement method) {
        ExecutableType type = (ExecutableType) types.asMemberOf((DeclaredType) service.asType(), method);
        return type.getParameterTypes().stream()
                .map(parameter -> Names.simple(types.erasure(parameter)))
                .collect(Collectors.joining(",", Names.simple(method) + "(", ")"));
    }

    private void addType(Place place, List<Element> found) {
        int arguments = place.owner().indexOf('<');
        TypeElement type = elements.getTypeElement(
                arguments < 0 ? place.owner() : place.owner().substring(0, arguments));
        if (type == null) {
            return;
        }
        if (!place.member().isEmpty()) {
            addMember(type, place.member(), found);
        }
        found.add(type);
    }

    /** A field comes before a getter; a component of a record is both. */
    private void addMember(TypeElement type, String name, List<Element> found) {
        List<? extends Element> members = elements.getAllMembers(type);
        ElementFilter.fieldsIn(members).stream()
                .filter(field -> Names.simple(field).equals(name))
                .findFirst()
                .ifPresent(found::add);
        List<String> getters = List.of(name, "get" + Names.capitalized(name), "is" + Names.capitalized(name));
        ElementFilter.methodsIn(members).stream()
                .filter(method -> method.getParameters().isEmpty() && getters.contains(Names.simple(method)))
                .findFirst()
                .ifPresent(found::add);
    }
}
