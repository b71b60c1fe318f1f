# it's a comment
ARG VERSION=3.18
FROM alpine:${VERSION} AS build
FROM --platform=linux scratch
LABEL org.title="say \"hi\" $VERSION" other='x'
MAINTAINER someone
ENV HOME=/root PATH="/bin:${PATH}"
RUN apk add gcc && \
    # a comment inside
    echo 'it' "a # b" $x \
    && make from all
COPY --from=build --chown=1:1 /src /dst
ADD a.tar /
WORKDIR /src
USER 1000
EXPOSE 80/tcp
VOLUME ["/data"]
SHELL ["/bin/sh", "-c"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s CMD test -f /ok
ONBUILD RUN true
LABEL $x
RUN <<EOF
echo "it's a here-document
FROM here
EOF
CMD ["ken", "$HOME"]
ENTRYPOINT ken
RUN echo "open
RUN cat <<END
open
