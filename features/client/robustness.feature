@certify-client @robustness
Feature: What a client has to survive

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session

  Rule: C-UNK-01 C-NOT-01 C-MSG-01 What the client does not know

    @C-UNK-01
    Example: An unknown command
      Given Alice is online
      When the server sends:
        """
        # C-UNK-01
        <<< ZZZ 0 x\r\n
        # C-UNK-01
        <<< ZZZ\r\n
        """
      Then Alice still answers

    @C-NOT-01
    Example: NOT comes unasked
      Given Alice is online
      When the server sends:
        """
        # C-NOT-01
        <<< NOT 58\r\n
            \<NOTIFICATION ver="1" id="1">\<MSG id="1"/>\</NOTIFICATION>\n
        """
      Then Alice still answers

    @C-NOT-01
    Example: NOT comes in the middle of the list
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-NOT-01
        <<< SYN <syn> 27 2 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <bob=bob@passport.com> Bob 11 0\r\n
            NOT 20\r\n
            \<NOTIFICATION ver=1>LST <carol=carol@passport.com> Carol 3 0\r\n
        """
      Then Alice's client knows these contacts (C-NOT-01):
        | contact | lists    |
        | Bob     | FL,AL,RL |
        | Carol   | FL,AL    |

    @C-NOT-01
    Example: A page comes
      Given Alice is online
      When the server sends:
        """
        # C-NOT-01
        <<< IPG 20\r\n
            \<NOTIFICATION ver=1>
        """
      Then Alice still answers

    @C-MSG-01
    Example: A message of the server of a type that nobody knows
      Given Alice is online
      When the server sends:
        """
        # C-MSG-01
        <<< MSG Hotmail Hotmail 69\r\n
            MIME-Version: 1.0\r\n
            Content-Type: application/x-nobody-knows\r\n
            \r\n
            A: 1\r\n
        """
      Then Alice still answers

    @C-MSG-01
    Example: There is mail
      Given Alice is online
      When the server sends:
        """
        # C-MSG-01
        <<< MSG Hotmail Hotmail 259\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgsinitialemailnotification; charset=UTF-8\r\n
            \r\n
            Inbox-Unread: 1\r\n
            Folders-Unread: 0\r\n
            Inbox-URL: /cgi-bin/HoTMaiL\r\n
            Folders-URL: /cgi-bin/folders\r\n
            Post-URL: http://www.hotmail.com\r\n
            X: 01234567890123456789012345678901234\r\n
        """
      Then Alice still answers

    @C-MSG-01
    Example: A message of the server without headers
      Given Alice is online
      When the server sends:
        """
        # C-MSG-01
        <<< MSG Hotmail Hotmail 5\r\n
            Hello
        """
      Then Alice still answers

  Rule: C-ERR-01 C-ERR-02 X-ERR-01 Errors of every kind

    @C-ERR-01
    Scenario Outline: Error <error>, which answers nothing
      Given Alice is online
      When the server sends:
        """
        # C-ERR-01
        <<< <error>\r\n
        """
      Then Alice still answers

      Examples:
        | error     |
        | 999 12345 |
        | 100 0     |
        | 217 0     |
        | 000 1     |

    @C-ERR-01
    Example: An unknown error answers a change of status
      Given Alice is online
      And the server refuses the next CHG with error 299
      When Alice becomes BSY
      Then Alice still answers

    @C-ERR-02 @X-ERR-01
    Example: An error without a transaction id
      Given Alice is online
      When the server sends:
        """
        # C-ERR-02 X-ERR-01
        <<< 604\r\n
        """
      Then Alice still answers

    @C-ERR-02 @X-ERR-01
    Example: An error with words behind it
      Given Alice is online
      When the server sends:
        """
        # C-ERR-02 X-ERR-01
        <<< 215 4000 already there\r\n
        """
      Then Alice still answers

  Rule: C-SYN-11 C-LST-08 Lines that are not as they should be

    @C-SYN-11
    Scenario Outline: <line>
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-SYN-11
        <<< SYN <syn> 27 2 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            <line>\r\n
            LST <carol=carol@passport.com> Carol 3 0\r\n
        """
      Then Alice still answers

      Examples:
        | line                       |
        | LST bob@passport.com 3     |
        | LST bob@passport.com Bob x |

    @C-LST-08
    Example: A group behind an answer to ADD AL that was asked for
      Given Alice is online
      When Alice unblocks Eve
      And the server sends:
        """
        # C-LST-08
        <<< ADD 0 AL 40 emily@passport.com Emily 0\r\n
        """
      Then Alice still answers

  Rule: C-AUT-08 C-VER-05 The server closes, wherever that is

    Scenario Outline: The server closes upon <command>
      Given the server closes upon the first <command>
      When Alice tries to sign in
      Then Alice can sign in again and become visible
      And Alice still answers

      Examples:
        | command |
        | VER     |
        | CVR     |
        | USR     |
        | SYN     |
        | CHG     |

    Scenario Outline: The server breaks off in the middle of its answer to <command>
      Given the server breaks off in the middle of its answer to the first <command>
      When Alice tries to sign in
      Then Alice can sign in again and become visible
      And Alice still answers

      Examples:
        | command |
        | VER     |
        | CVR     |
        | USR     |
        | SYN     |
        | CHG     |

    Example: The server closes when Alice is online
      Given Alice is online
      When the server sends:
        """
        <<< (close)
        """
      Then Alice can sign in again and become visible
      And Alice still answers

    Example: The server breaks off in the middle of a payload
      Given Alice is online
      When the server sends:
        """
        <<< MSG Hotmail Hotmail 500\r\n
            MIME-Version: 1.0\r\n
            Content-Ty
        <<< (reset)
        """
      Then Alice can sign in again and become visible
      And Alice still answers

    Example: The server closes in the middle of a line
      Given Alice is online
      When the server sends:
        """
        <<< NLN BSY bob@pass
        <<< (close)
        """
      Then Alice can sign in again and become visible
      And Alice still answers
