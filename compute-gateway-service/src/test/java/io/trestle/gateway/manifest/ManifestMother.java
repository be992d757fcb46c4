package io.trestle.gateway.manifest;

/** Manifests as users write them. */
public final class ManifestMother {

    public static final String NGINX = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: nginx
              labels:
                app.kubernetes.io/name: nginx
            spec:
              replicas: 1
              selector:
                matchLabels:
                  app.kubernetes.io/name: nginx
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: nginx
                spec:
                  containers:
                    - name: nginx
                      image: nginx:1.25
                      ports:
                        - containerPort: 8081
                      resources:
                        limits:
                          cpu: 500m
            """;

    public static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: nginx
            spec:
              selector:
                app.kubernetes.io/name: nginx
              ports:
                - port: 80
                  targetPort: 8081
            """;

    private ManifestMother() {
    }
}
