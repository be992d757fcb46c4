package io.trestle.runtime.problem;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.validator.BaseHibernateValidatorConfiguration;
import org.hibernate.validator.spi.nodenameprovider.JavaBeanProperty;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.hibernate.validator.ValidatorFactoryCustomizer;

/** Lets Bean Validation name a member as the JSON does ({@code tunnel_id}), not as Java does ({@code tunnelId}). */
@ApplicationScoped
class JsonPropertyNames implements ValidatorFactoryCustomizer {

    private final ObjectMapper json;

    JsonPropertyNames(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void customize(BaseHibernateValidatorConfiguration<?> configuration) {
        configuration.propertyNodeNameProvider(property -> property instanceof JavaBeanProperty bean ? jsonName(bean) : property.getName());
    }

    private String jsonName(JavaBeanProperty property) {
        var type = json.constructType(property.getDeclaringClass());
        return json.getDeserializationConfig().introspect(type).findProperties().stream()
                .filter(candidate -> candidate.getInternalName().equals(property.getName()))
                .findFirst()
                .map(candidate -> candidate.getName())
                .orElse(property.getName());
    }
}
